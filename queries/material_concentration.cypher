// title: Where a material comes from
// group: Materials
// answers: Which countries hold the world supply of this material at each stage, and how concentrated is it?
// param: material (Material, required) id of a material
// param: limit (int, default 100) most rows
// returns: stage, year, country_id, country_name, share, goods_listed, hhi
MATCH (c:Country)-[w:WORLD_SHARE]->(m:Material {id: $material})
WITH w.stage AS stage, w.year AS year, sum(w.share * w.share) AS hhi,
     collect({id: c.id, name: c.name, share: w.share, listed: w.goods_listed}) AS countries
UNWIND countries AS country
RETURN stage, year, country.id AS country_id, country.name AS country_name, country.share AS share,
       country.listed AS goods_listed, hhi
ORDER BY year DESC, stage, share IS NULL, share DESC, country_id
LIMIT $limit
