// title: Mineral declarations missing
// group: Materials
// answers: Which direct suppliers of parts that hold risk materials have no mineral declaration in force?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, material_ids, material_names
// cost: one search for each risk material; about 0.2 s each on 100,000 relationships
MATCH (m:Material)
WHERE m.risk_material
CALL (m) {
  MATCH (m)-[:INPUT_TO*1..12]->(n:Part)
  WITH collect(DISTINCT n) AS items
  UNWIND items AS i
  MATCH (i)<-[:SUPPLIES]-(o:Supplier)
  WHERE o.tier1
  RETURN DISTINCT o
}
WITH o, m
WHERE NOT EXISTS {
  MATCH (o)<-[:ABOUT]-(a:Assessment) WHERE a.kind IN ['CMRT', 'EMRT', 'AMRT'] AND a.expires_on > $today
}
WITH o, m ORDER BY m.id
RETURN o.id AS supplier_id, o.name AS supplier_name, collect(m.id) AS material_ids, collect(m.name) AS material_names
ORDER BY supplier_id
LIMIT $limit
