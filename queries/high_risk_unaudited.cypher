// title: High risk and not audited
// group: Evidence
// answers: Which sites are at or above this residual risk and have no audit in force?
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: high (float, default 0.7) residual risk, 0..1
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: site_id, site_name, country, residual, confidence, products_reached
MATCH (s:Site)
WHERE s['r_' + toLower($dimension)] >= $high
  AND NOT EXISTS { MATCH (s)<-[:ABOUT]-(a:Assessment) WHERE a.kind = 'AUDIT' AND a.expires_on > $today }
RETURN s.id AS site_id, s.name AS site_name, s.country AS country, s['r_' + toLower($dimension)] AS residual,
       s.r_conf AS confidence, s.x_products AS products_reached
ORDER BY residual DESC, site_id
LIMIT $limit
