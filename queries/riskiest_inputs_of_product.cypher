// title: Riskiest direct inputs of a product
// group: Exposure
// answers: Which direct inputs bring the most exposure into this product?
// param: product (Product, required) id of a product
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: part_id, part_name, slot, share, weight, exposure, weighted_exposure, confidence, unmapped
MATCH (p:Product {id: $product})<-[r:INPUT_TO]-(i:Part)
WITH i, r, i['x_' + toLower($dimension)] AS exposure
RETURN i.id AS part_id, i.name AS part_name, r.slot AS slot, r.share AS share, r.weight AS weight, exposure,
       exposure * r.share * r.weight AS weighted_exposure, i.x_conf AS confidence, i.x_unmapped AS unmapped
ORDER BY weighted_exposure IS NULL, weighted_exposure DESC, part_id, slot
LIMIT $limit
