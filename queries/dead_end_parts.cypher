// title: Parts without known inputs
// group: Data quality
// answers: At which parts does the map stop, although no mine or recycler makes them?
// param: limit (int, default 100) most rows
// returns: part_id, part_name, part_class, uses, unmapped
MATCH (i:Part)
WHERE NOT EXISTS { MATCH (i)<-[:INPUT_TO]-(a) }
  AND NOT EXISTS { MATCH (i)<-[:MAKES]-(s:Site) WHERE s.process IN ['mining', 'recycling'] }
OPTIONAL MATCH (i)-[r:INPUT_TO]->(t)
RETURN i.id AS part_id, i.name AS part_name, i.part_class AS part_class, count(DISTINCT t.id) AS uses,
       i.x_unmapped AS unmapped
ORDER BY uses DESC, part_id
LIMIT $limit
