// title: Residual risk of own sites by country
// group: Exposure
// answers: In which countries do our sites carry the highest residual risk in this dimension, and how many sites is that?
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: country_id, country_name, sites, mean_residual, highest_residual
MATCH (s:Site)-[:LOCATED_IN]->(c:Country)
WITH c, s['r_' + toLower($dimension)] AS residual
RETURN c.id AS country_id, c.name AS country_name, count(*) AS sites, avg(residual) AS mean_residual,
       max(residual) AS highest_residual
ORDER BY highest_residual IS NULL, highest_residual DESC, country_id
LIMIT $limit
