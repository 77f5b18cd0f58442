// title: Mapping coverage of each product
// group: Data quality
// answers: How completely is each product mapped, and how sure are we of it?
// param: limit (int, default 100) most rows
// returns: product_id, product_name, slots, filled_slots, direct_inputs, inputs_without_share, unmapped, confidence
MATCH (p:Product)
OPTIONAL MATCH (p)<-[r:INPUT_TO]-(i)
WITH p, r.slot AS slot, sum(r.share) AS known, count(i) AS inputs, count(i) - count(r.share) AS blanks
RETURN p.id AS product_id, p.name AS product_name, count(slot) AS slots,
       sum(CASE WHEN slot IS NOT NULL AND (known >= 0.999 OR blanks > 0) THEN 1 ELSE 0 END) AS filled_slots,
       sum(inputs) AS direct_inputs, sum(blanks) AS inputs_without_share, p.x_unmapped AS unmapped, p.x_conf AS confidence
ORDER BY unmapped IS NULL, unmapped DESC, product_id
LIMIT $limit
