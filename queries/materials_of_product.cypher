// title: Materials of a product
// group: Reach
// answers: Which materials go into this product, and which of them are risk materials?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: material_id, material_name, risk_material, direct_uses
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (m:Material)-[:INPUT_TO]->(i)
RETURN m.id AS material_id, m.name AS material_name, m.risk_material AS risk_material, count(DISTINCT i) AS direct_uses
ORDER BY risk_material DESC, direct_uses DESC, material_id
LIMIT $limit
