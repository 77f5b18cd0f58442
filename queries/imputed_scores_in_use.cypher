// title: Imputed country values in use
// group: Data quality
// answers: Which filled-in country values influence our sites?
// param: limit (int, default 100) most rows
// returns: country_id, country_name, indicator_id, indicator_name, dimension, year, sites
MATCH (c:Country)-[x:SCORED]->(d:Indicator)
WHERE x.imputed
MATCH (s:Site)-[:LOCATED_IN*1..2]->(c)
RETURN c.id AS country_id, c.name AS country_name, d.id AS indicator_id, d.name AS indicator_name, d.dimension AS dimension,
       x.year AS year, count(DISTINCT s) AS sites
ORDER BY sites DESC, country_id, indicator_id, year
LIMIT $limit
