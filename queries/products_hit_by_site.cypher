// title: Products hit by a site
// group: Reach
// answers: If this site stops or has an incident, which products does it reach?
// param: site (Site, required) id of a site
// param: limit (int, default 100) most rows
// returns: product_id, product_name, model_year
MATCH (s:Site {id: $site})-[:MAKES|INPUT_TO*1..13]->(n:Product)
WITH collect(DISTINCT n) AS products
UNWIND products AS p
RETURN p.id AS product_id, p.name AS product_name, p.model_year AS model_year
ORDER BY product_id
LIMIT $limit
