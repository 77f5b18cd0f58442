// title: Smelters without a valid conformance assessment
// group: Materials
// answers: Which smelters and refiners have no third-party assessment in force?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: site_id, site_name, rmi_cid, country
MATCH (s:Site)
WHERE s.kind = 'smelter'
  AND NOT EXISTS {
    MATCH (s)<-[:ABOUT]-(a:Assessment)
    WHERE a.scheme IN ['RMAP', 'LBMA', 'RJC'] AND a.outcome = 'conformant' AND a.expires_on > $today
  }
RETURN s.id AS site_id, s.name AS site_name, s.rmi_cid AS rmi_cid, s.country AS country
ORDER BY site_id
LIMIT $limit
