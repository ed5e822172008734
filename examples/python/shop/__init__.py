"""A shop with two services on the platform of org-ecommerce-constructs."""
