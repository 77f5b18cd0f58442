// title: Products hit by a controlling company
// group: Reach
// answers: Which products depend on anything that this company or its subsidiaries make?
// param: owner (Supplier, required) id of a supplier
// param: limit (int, default 100) most rows
// returns: product_id, product_name, model_year
MATCH (h:Supplier {id: $owner})-[:OWNS|OPERATES|MAKES|INPUT_TO*1..20]->(n:Product)
WITH collect(DISTINCT n) AS products
UNWIND products AS p
RETURN p.id AS product_id, p.name AS product_name, p.model_year AS model_year
ORDER BY product_id
LIMIT $limit
