// title: Sites of a supplier
// group: Suppliers
// answers: Which sites does this company operate, itself or through subsidiaries, and how risky are they?
// param: supplier (Supplier, required) id of a supplier
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, site_id, site_name, kind, country, percent, residual, products_reached
MATCH (h:Supplier {id: $supplier})-[:OWNS*0..6]->(o:Supplier)
WITH DISTINCT o
MATCH (o)-[r:OPERATES]->(s:Site)
RETURN DISTINCT o.id AS supplier_id, o.name AS supplier_name, s.id AS site_id, s.name AS site_name, s.kind AS kind,
       s.country AS country, r.percent AS percent, s['r_' + toLower($dimension)] AS residual, s.x_products AS products_reached
ORDER BY residual IS NULL, residual DESC, supplier_id, site_id, percent
LIMIT $limit
