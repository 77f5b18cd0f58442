// title: How well the links of a product are known
// group: Data quality
// answers: How many links upstream of this product are verified, reported, inferred or estimated?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: confidence, source, links
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[r:INPUT_TO]-(a)
RETURN r.confidence AS confidence, r.source AS source, count(*) AS links
ORDER BY links DESC, confidence, source
LIMIT $limit
