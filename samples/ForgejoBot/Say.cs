namespace ForgejoBot;

/// <summary>What the reader sees.</summary>
internal static class Say
{
    /// <summary>One stage of the event's way.</summary>
    public static void Stage(string name, string text)
    {
        var lines = text.Split('\n');
        Console.WriteLine($"{name,-11} {lines[0]}");
        foreach (var line in lines.Skip(1))
        {
            Console.WriteLine($"{"",-11} {line}");
        }
    }

    /// <summary>The commands with which the reader plays on.</summary>
    public static void PlayOn(Host host, Uri hook, string secret)
    {
        var curl = $"curl -s --unix-socket {host.RpcSocket} http://localhost/rpc -H 'Content-Type: application/json' -d";
        Console.WriteLine($$$"""

            The host goes on until Ctrl+C. Play on from another terminal, in this folder:

              # push again, as another delivery
              B=samples/ForgejoBot/push.json
              S=$(openssl dgst -sha256 -hmac '{{{secret}}}' -hex < $B | sed 's/.* //')
              curl -i {{{hook}}} -H 'Content-Type: application/json' -H 'X-Forgejo-Event: push' -H 'X-Forgejo-Event-Type: push' \
                -H "X-Forgejo-Delivery: $(date +%s)" -H "X-Forgejo-Signature: $S" --data-binary @$B

              # what came, and what became of it
              {{{curl}}} '{"jsonrpc":"2.0","id":1,"method":"event.list","params":{"limit":5}}'
              {{{curl}}} '{"jsonrpc":"2.0","id":1,"method":"delivery.list","params":{}}'

              # an event of your own
              {{{curl}}} '{"jsonrpc":"2.0","id":1,"method":"event.emit","params":{"type":"hello","data":{"from":"me"} }}'

              # everything the host answers to
              curl -s --unix-socket {{{host.RpcSocket}}} http://localhost/openrpc.json
            """);
    }
}
