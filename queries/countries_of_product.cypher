// title: Countries behind a product
// group: Reach
// answers: In which countries are the inputs of this product made, at how many sites, and how risky is the worst of them?
// param: product (Product, required) id of a product
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 200) most rows
// returns: country_id, country_name, region, cahra, sites, highest_residual
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[:MAKES]-(s:Site)
WITH DISTINCT s
MATCH (s)-[:LOCATED_IN]->(c:Country)
RETURN c.id AS country_id, c.name AS country_name, c.region AS region, c.cahra AS cahra, count(DISTINCT s) AS sites,
       max(s['r_' + toLower($dimension)]) AS highest_residual
ORDER BY highest_residual IS NULL, highest_residual DESC, country_id
LIMIT $limit
