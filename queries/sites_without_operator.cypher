// title: Sites without a known operator
// group: Data quality
// answers: Which sites belong to no supplier that we know?
// param: limit (int, default 100) most rows
// returns: site_id, site_name, kind, country, products_reached
MATCH (s:Site)
WHERE NOT EXISTS { MATCH (s)<-[:OPERATES]-(o:Supplier) }
RETURN s.id AS site_id, s.name AS site_name, s.kind AS kind, s.country AS country, s.x_products AS products_reached
ORDER BY products_reached IS NULL, products_reached DESC, site_id
LIMIT $limit
