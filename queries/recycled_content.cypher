// title: Recycled content behind a product
// group: Materials
// answers: Which inputs upstream of this product contain recycled material, and how much?
// param: product (Product, required) id of a product
// param: limit (int, default 100) most rows
// returns: from_id, from_name, to_id, to_name, slot, qty, unit, recycled_pre, recycled_post
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[r:INPUT_TO]-(a)
WHERE r.recycled_pre > 0 OR r.recycled_post > 0
RETURN a.id AS from_id, a.name AS from_name, i.id AS to_id, i.name AS to_name, r.slot AS slot, r.qty AS qty, r.unit AS unit,
       r.recycled_pre AS recycled_pre, r.recycled_post AS recycled_post
ORDER BY to_id, slot, from_id
LIMIT $limit
