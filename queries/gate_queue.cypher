// title: Suppliers in screening
// group: Contracts
// answers: Which suppliers are in screening, and which of the three steps do they still lack?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, status_since, owner_user, missing
MATCH (o:Supplier)
WHERE o.status = 'screening'
OPTIONAL MATCH (o)<-[:ABOUT]-(a:Assessment)
WHERE a.kind IN ['SAQ', 'SSI', 'COC'] AND (a.expires_on IS NULL OR a.expires_on > $today)
WITH o, collect(DISTINCT a.kind) AS done
RETURN o.id AS supplier_id, o.name AS supplier_name, o.status_since AS status_since, o.owner_user AS owner_user,
       [kind IN ['SAQ', 'SSI', 'COC'] WHERE NOT kind IN done] AS missing
ORDER BY status_since, supplier_id
LIMIT $limit
