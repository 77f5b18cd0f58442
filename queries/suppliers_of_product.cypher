// title: Suppliers behind a product
// group: Reach
// answers: Which companies operate sites upstream of this product, and how risky is the worst site of each?
// param: product (Product, required) id of a product
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, status, country, sites, highest_residual
MATCH (p:Product {id: $product})<-[:INPUT_TO*0..12]-(n)
WITH collect(DISTINCT n) AS items
UNWIND items AS i
MATCH (i)<-[:MAKES]-(s:Site)
WITH DISTINCT s
MATCH (o:Supplier)-[:OPERATES]->(s)
RETURN o.id AS supplier_id, o.name AS supplier_name, o.status AS status, o.country AS country, count(DISTINCT s) AS sites,
       max(s['r_' + toLower($dimension)]) AS highest_residual
ORDER BY highest_residual IS NULL, highest_residual DESC, supplier_id
LIMIT $limit
