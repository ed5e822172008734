"""A shop of two services, on a platform of org-ecommerce-constructs."""
