// title: Shortest chains from a site to a product
// group: Paths
// answers: Through which parts does what this site makes get into this product?
// param: site (Site, required) id of a site
// param: product (Product, required) id of a product
// param: limit (int, default 50) most rows
// returns: hops, part_ids, part_names
// cost: only the shortest chains of each part of the site, at most 12 hops. The strongest chains, with contributions, are `tierlight paths`
MATCH (p:Product {id: $product})
MATCH (s:Site {id: $site})-[:MAKES]->(i:Part)
WITH DISTINCT p, i
MATCH x = allShortestPaths((i)-[:INPUT_TO*1..12]->(p))
RETURN DISTINCT length(x) AS hops, [n IN nodes(x) | n.id] AS part_ids, [n IN nodes(x) | n.name] AS part_names
ORDER BY hops, part_ids
LIMIT $limit
