// title: Links that became true since a date
// group: Data quality
// answers: Which kinds of links became true since this date, and who says so?
// param: since (date, required) usually seven days back
// param: limit (int, default 100) most rows
// returns: relationship, source, load_id, links
MATCH (a)-[r]->(b)
WHERE r.valid_from >= $since
RETURN type(r) AS relationship, r.source AS source, r.load_id AS load_id, count(*) AS links
ORDER BY links DESC, relationship, source, load_id
LIMIT $limit
