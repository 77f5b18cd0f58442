// title: Products containing a material
// group: Reach
// answers: Which products contain this material?
// param: material (Material, required) id of a material
// param: limit (int, default 100) most rows
// returns: product_id, product_name, model_year, unmapped
MATCH (m:Material {id: $material})-[:INPUT_TO*1..12]->(n:Product)
WITH collect(DISTINCT n) AS products
UNWIND products AS p
RETURN p.id AS product_id, p.name AS product_name, p.model_year AS model_year, p.x_unmapped AS unmapped
ORDER BY product_id
LIMIT $limit
