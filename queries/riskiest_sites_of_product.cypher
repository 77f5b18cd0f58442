// title: Riskiest sites behind a product
// group: Exposure
// answers: Which sites upstream of this product carry the highest residual risk in this dimension?
// param: product (Product, required) id of a product
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 20) most rows
// returns: site_id, site_name, country_id, country_name, operators, residual, inherent, confidence
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[:MAKES]-(s:Site)
WITH DISTINCT s
WITH s, s['r_' + toLower($dimension)] AS residual
ORDER BY residual IS NULL, residual DESC, s.id
LIMIT $limit
MATCH (s)-[:LOCATED_IN]->(c:Country)
OPTIONAL MATCH (o:Supplier)-[:OPERATES]->(s)
WITH s, c, residual, o ORDER BY o.id
WITH s, c, residual, collect(o.name) AS operators
RETURN s.id AS site_id, s.name AS site_name, c.id AS country_id, c.name AS country_name, operators, residual,
       s['r_' + toLower($dimension) + '_inherent'] AS inherent, s.r_conf AS confidence
ORDER BY residual IS NULL, residual DESC, site_id, country_id
LIMIT $limit
