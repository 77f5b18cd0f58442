// title: Subsidiaries of a company
// group: Suppliers
// answers: Which companies does this company own, directly and indirectly?
// param: owner (Supplier, required) id of a supplier
// param: limit (int, default 1000) most rows
// returns: level, owner_id, owner_name, owned_id, owned_name, country, percent
// cost: ownership is a forest or nearly one: it has no cycles (a loader refuses them), so the chains may be listed
MATCH x = (h:Supplier {id: $owner})-[:OWNS*1..6]->(b:Supplier)
WITH b, min(length(x)) AS level
MATCH (a:Supplier)-[r:OWNS]->(b)
RETURN level, a.id AS owner_id, a.name AS owner_name, b.id AS owned_id, b.name AS owned_name, b.country AS country,
       r.percent AS percent
ORDER BY level, owner_id, owned_id, percent
LIMIT $limit
