// title: Approved suppliers without evidence
// group: Evidence
// answers: Which approved suppliers have no evidence of any kind in force, neither for themselves nor for a site?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, country, tier1, sites
MATCH (o:Supplier)
WHERE o.status = 'approved'
  AND NOT EXISTS {
    MATCH (o)<-[:ABOUT]-(a:Assessment)
    WHERE NOT a.kind IN ['INCIDENT', 'COMPLAINT'] AND (a.expires_on IS NULL OR a.expires_on > $today)
  }
  AND NOT EXISTS {
    MATCH (o)-[:OPERATES]->(:Site)<-[:ABOUT]-(b:Assessment)
    WHERE NOT b.kind IN ['INCIDENT', 'COMPLAINT'] AND (b.expires_on IS NULL OR b.expires_on > $today)
  }
OPTIONAL MATCH (o)-[:OPERATES]->(s:Site)
RETURN o.id AS supplier_id, o.name AS supplier_name, o.country AS country, o.tier1 AS tier1, count(DISTINCT s) AS sites
ORDER BY tier1 DESC, sites DESC, supplier_id
LIMIT $limit
