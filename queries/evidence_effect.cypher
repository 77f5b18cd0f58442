// title: Where evidence and findings change the picture most
// group: Exposure
// answers: At which sites do evidence and findings move the risk furthest from what place and process suggest?
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: site_id, site_name, country, inherent, residual, change, confidence
MATCH (s:Site)
WITH s, s['r_' + toLower($dimension) + '_inherent'] AS inherent, s['r_' + toLower($dimension)] AS residual
WHERE inherent IS NOT NULL AND residual IS NOT NULL
RETURN s.id AS site_id, s.name AS site_name, s.country AS country, inherent, residual, residual - inherent AS change,
       s.r_conf AS confidence
ORDER BY abs(change) DESC, site_id
LIMIT $limit
