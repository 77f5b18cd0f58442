// title: Products hit by a country
// group: Reach
// answers: Which products have a mapped input from this country or region, and from how many sites?
// param: country (Country, required) ISO 3166 code of a country or subdivision
// param: limit (int, default 100) most rows
// returns: product_id, product_name, sites, unmapped
// cost: one search per site in the country; on Neo4j 60 ms each on 100,000 relationships. For many sites ask `sites_of_product_in_country` product by product
MATCH (c:Country {id: $country})<-[:LOCATED_IN*1..2]-(s:Site)
WITH DISTINCT s
CALL (s) {
  MATCH (s)-[:MAKES|INPUT_TO*1..13]->(n:Product)
  RETURN collect(DISTINCT n) AS products
}
UNWIND products AS p
RETURN p.id AS product_id, p.name AS product_name, count(*) AS sites, p.x_unmapped AS unmapped
ORDER BY sites DESC, product_id
LIMIT $limit
