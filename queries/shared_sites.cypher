// title: Sites that two products share
// group: Reach
// answers: Which sites stand behind both of these products?
// param: product (Product, required) id of a product
// param: other_product (Product, required) id of another product
// param: limit (int, default 100) most rows
// returns: site_id, site_name, kind, country, products_reached
MATCH (p:Product)
WHERE p.id IN [$product, $other_product]
CALL (p) {
  MATCH (p)<-[:INPUT_TO*0..12]-(n)
  WITH collect(DISTINCT n) AS items
  UNWIND items AS i
  MATCH (i)<-[:MAKES]-(s:Site)
  RETURN DISTINCT s
}
WITH s, count(DISTINCT p) AS products
WHERE products = 2
RETURN s.id AS site_id, s.name AS site_name, s.kind AS kind, s.country AS country, s.x_products AS products_reached
ORDER BY products_reached IS NULL, products_reached DESC, site_id
LIMIT $limit
