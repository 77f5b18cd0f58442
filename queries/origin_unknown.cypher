// title: Risk materials of unknown origin
// group: Materials
// answers: Where does a risk material enter a part that no known mine or recycler makes?
// param: limit (int, default 100) most rows
// returns: material_id, material_name, part_id, part_name, slot
MATCH (m:Material)-[r:INPUT_TO]->(i:Part)
WHERE m.risk_material
  AND NOT EXISTS { MATCH (i)<-[:MAKES]-(s:Site) WHERE s.process IN ['mining', 'recycling'] }
RETURN DISTINCT m.id AS material_id, m.name AS material_name, i.id AS part_id, i.name AS part_name, r.slot AS slot
ORDER BY material_id, part_id, slot
LIMIT $limit
