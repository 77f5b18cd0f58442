// title: Most concentrated materials
// group: Materials
// answers: For which materials does world supply rest on the fewest countries?
// param: risk_only (bool, default false) only risk materials
// param: limit (int, default 100) most rows
// returns: material_id, material_name, stage, year, hhi, largest_share, largest_country_id, largest_country_name, known_share
MATCH (c:Country)-[w:WORLD_SHARE]->(m:Material)
WHERE m.risk_material OR NOT $risk_only
WITH m, w, c ORDER BY w.share IS NULL, w.share DESC, c.id
WITH m, w.stage AS stage, w.year AS year, sum(w.share * w.share) AS hhi, sum(w.share) AS known_share,
     collect(w.share)[0] AS largest_share, collect(c.id)[0] AS largest_country_id, collect(c.name)[0] AS largest_country_name
RETURN m.id AS material_id, m.name AS material_name, stage, year, hhi, largest_share, largest_country_id,
       largest_country_name, known_share
ORDER BY hhi DESC, material_id, stage, year
LIMIT $limit
