// title: Shortest chains from a country to a product
// group: Paths
// answers: Which parts made in this country get into this product, and through how many steps?
// param: country (Country, required) ISO 3166 code of a country or subdivision
// param: product (Product, required) id of a product
// param: limit (int, default 50) most rows
// returns: site_id, site_name, part_id, part_name, hops
// cost: about 1 ms for each part made in the country
MATCH (p:Product {id: $product})
MATCH (c:Country {id: $country})<-[:LOCATED_IN*1..2]-(s:Site)-[:MAKES]->(i:Part)
WITH DISTINCT p, s, i
MATCH x = shortestPath((i)-[:INPUT_TO*1..12]->(p))
RETURN s.id AS site_id, s.name AS site_name, i.id AS part_id, i.name AS part_name, length(x) AS hops
ORDER BY hops, site_id, part_id
LIMIT $limit
