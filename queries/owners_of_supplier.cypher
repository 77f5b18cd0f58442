// title: Owners of a company
// group: Suppliers
// answers: Who controls this supplier, up to the top?
// param: supplier (Supplier, required) id of a supplier
// param: limit (int, default 100) most rows
// returns: level, owner_id, owner_name, country, is_top
MATCH x = (h:Supplier)-[:OWNS*1..6]->(s:Supplier {id: $supplier})
WITH h, min(length(x)) AS level
RETURN level, h.id AS owner_id, h.name AS owner_name, h.country AS country,
       NOT EXISTS { MATCH (h)<-[:OWNS]-(t:Supplier) } AS is_top
ORDER BY level, owner_id
LIMIT $limit
