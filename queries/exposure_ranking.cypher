// title: Products by exposure
// group: Exposure
// answers: Which products are most exposed in this dimension?
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: product_id, product_name, model_year, exposure, confidence, unmapped, run_id
MATCH (p:Product)
RETURN p.id AS product_id, p.name AS product_name, p.model_year AS model_year,
       p['x_' + toLower($dimension)] AS exposure, p.x_conf AS confidence, p.x_unmapped AS unmapped, p.x_run AS run_id
ORDER BY exposure IS NULL, exposure DESC, product_id
LIMIT $limit
