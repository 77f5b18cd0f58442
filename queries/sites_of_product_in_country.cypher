// title: Sites of a product in a country
// group: Reach
// answers: Which sites in this country stand behind this product, and what do they make?
// param: product (Product, required) id of a product
// param: country (Country, required) ISO 3166 code of a country or subdivision
// param: limit (int, default 100) most rows
// returns: site_id, site_name, kind, parts, part_names
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[:MAKES]-(s:Site)-[:LOCATED_IN*1..2]->(c:Country {id: $country})
WITH DISTINCT s, i
WITH s, i ORDER BY i.id
RETURN s.id AS site_id, s.name AS site_name, s.kind AS kind, count(i) AS parts, collect(i.name)[..5] AS part_names
ORDER BY site_id
LIMIT $limit
