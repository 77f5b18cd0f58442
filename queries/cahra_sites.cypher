// title: Sites of a product in conflict-affected and high-risk areas
// group: Reach
// answers: Which sites behind this product lie in conflict-affected and high-risk areas?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: site_id, site_name, kind, area_id, area_name
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[:MAKES]-(s:Site)
WITH DISTINCT s
MATCH (s)-[:LOCATED_IN*1..2]->(c:Country)
WHERE c.cahra
RETURN DISTINCT s.id AS site_id, s.name AS site_name, s.kind AS kind, c.id AS area_id, c.name AS area_name
ORDER BY site_id, area_id
LIMIT $limit
