"""The seven services of ServiceCatalogue.PHASE_ONE, each with the shared parts that it uses."""

SEVEN = {
    "userservice": ["cache", "messaging"],
    "productservice": ["cache", "messaging", "storage"],
    "orderservice": ["cache", "messaging"],
    "paymentservice": ["messaging"],
    "notificationservice": ["messaging", "storage-read"],
    "searchservice": ["cache", "messaging", "search"],
    "inventoryservice": ["cache", "messaging"],
}

PCI_SCOPE = {"paymentservice"}
