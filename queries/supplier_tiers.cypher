// title: Supplier tiers of a product
// group: Reach
// answers: At which tier does each supplier of this product stand, counted in steps from the product?
// param: product (Product, required) id of a product
// param: limit (int, default 1000) most rows
// returns: tier, supplier_id, supplier_name, country, sites
// cost: eight searches, one for each tier; about 1 s on 100,000 relationships. Suppliers beyond tier 8 are left out
MATCH (p:Product {id: $product})
CALL (p) {
  MATCH (p)<-[:INPUT_TO*1..1]-(i) RETURN DISTINCT i, 1 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..2]-(i) RETURN DISTINCT i, 2 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..3]-(i) RETURN DISTINCT i, 3 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..4]-(i) RETURN DISTINCT i, 4 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..5]-(i) RETURN DISTINCT i, 5 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..6]-(i) RETURN DISTINCT i, 6 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..7]-(i) RETURN DISTINCT i, 7 AS tier
  UNION ALL
  MATCH (p)<-[:INPUT_TO*1..8]-(i) RETURN DISTINCT i, 8 AS tier
}
WITH i, min(tier) AS tier
MATCH (i)<-[:MAKES]-(s:Site)<-[:OPERATES]-(o:Supplier)
RETURN min(tier) AS tier, o.id AS supplier_id, o.name AS supplier_name, o.country AS country, count(DISTINCT s) AS sites
ORDER BY tier, supplier_id
LIMIT $limit
