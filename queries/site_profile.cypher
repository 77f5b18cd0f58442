// title: Risk profile of one site
// group: Exposure
// answers: How risky is this site in each dimension, before and after evidence and findings?
// param: site (Site, required) id of a site
// param: limit (int, default 100) most rows
// returns: site_id, site_name, dimension, inherent, residual, change, confidence, imputed_inputs, run_id
MATCH (s:Site {id: $site})
MATCH (d:Indicator)
WITH DISTINCT s, d.dimension AS dimension
WITH s, dimension, s['r_' + toLower(dimension) + '_inherent'] AS inherent, s['r_' + toLower(dimension)] AS residual
RETURN s.id AS site_id, s.name AS site_name, dimension, inherent, residual, residual - inherent AS change,
       s.r_conf AS confidence, s.r_imputed AS imputed_inputs, s.r_run AS run_id
ORDER BY residual IS NULL, residual DESC, dimension
LIMIT $limit
