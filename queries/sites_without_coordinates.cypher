// title: Sites without coordinates
// group: Data quality
// answers: Which sites cannot be placed on the map?
// param: limit (int, default 100) most rows
// returns: site_id, site_name, kind, country, subdivision, products_reached
MATCH (s:Site)
WHERE s.lat IS NULL OR s.lon IS NULL
RETURN s.id AS site_id, s.name AS site_name, s.kind AS kind, s.country AS country, s.subdivision AS subdivision,
       s.x_products AS products_reached
ORDER BY products_reached IS NULL, products_reached DESC, site_id
LIMIT $limit
