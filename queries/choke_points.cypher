// title: Sites that many products depend on
// group: Reach
// answers: Which sites reach the most products?
// param: limit (int, default 20) most rows
// returns: site_id, site_name, kind, country, products_reached, parts_made
MATCH (s:Site)
WHERE s.x_products > 0
WITH s ORDER BY s.x_products DESC, s.id LIMIT $limit
OPTIONAL MATCH (s)-[:MAKES]->(i)
RETURN s.id AS site_id, s.name AS site_name, s.kind AS kind, s.country AS country, s.x_products AS products_reached,
       count(DISTINCT i) AS parts_made
ORDER BY products_reached DESC, site_id
LIMIT $limit
