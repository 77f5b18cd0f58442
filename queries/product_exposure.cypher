// title: Exposure of one product
// group: Exposure
// answers: How exposed is this product in each dimension, how sure is that, and how much of it is unmapped?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: product_id, product_name, dimension, exposure, confidence, unmapped, run_id
MATCH (p:Product {id: $product})
MATCH (d:Indicator)
WITH DISTINCT p, d.dimension AS dimension
RETURN p.id AS product_id, p.name AS product_name, dimension, p['x_' + toLower(dimension)] AS exposure,
       p.x_conf AS confidence, p.x_unmapped AS unmapped, p.x_run AS run_id
ORDER BY exposure IS NULL, exposure DESC, dimension
LIMIT $limit
