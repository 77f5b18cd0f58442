// title: Listed goods that reach a product
// group: Materials
// answers: Which country and material pairs on a forced or child labour goods list may reach this product?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: material_id, material_name, country_id, country_name, stage, world_share, year
MATCH (p:Product {id: $product})<-[:INPUT_TO*1..12]-(n:Material)
WITH collect(DISTINCT n) AS materials
UNWIND materials AS m
MATCH (c:Country)-[w:WORLD_SHARE]->(m)
WHERE w.goods_listed
RETURN m.id AS material_id, m.name AS material_name, c.id AS country_id, c.name AS country_name, w.stage AS stage,
       w.share AS world_share, w.year AS year
ORDER BY world_share IS NULL, world_share DESC, material_id, country_id, stage, year
LIMIT $limit
