/// Cedar through its Python package. Policies, entities and requests are parsed before the clock starts, and requests
/// go in batches, which spares Cedar most of what Python costs.
enum CedarPeer {
    static let script = """
        import json, sys, time
        try:
            import cedarpy
        except ImportError:
            sys.exit("cedarpy is not installed for this Python; run .ci/setup.")

        folder, wanted = sys.argv[1], int(sys.argv[2])
        policies = cedarpy.PolicySet.from_str(open(folder + "/policies.cedar").read())
        entities = cedarpy.Entities.from_json_str(open(folder + "/entities.json").read())
        requests = json.load(open(folder + "/requests.json"))
        for request in requests:
            request["context"] = json.dumps(request["context"])

        first = cedarpy.is_authorized_batch(requests, policies, entities)
        answers = "".join("1" if result.allowed else "0" for result in first)
        if any(result.diagnostics.errors for result in first):
            sys.exit("Cedar could not evaluate a policy.")
        done, begun = 0, time.perf_counter()
        while done < wanted:
            cedarpy.is_authorized_batch(requests, policies, entities)
            done += len(requests)
        print(done / (time.perf_counter() - begun), answers)

        """
}
