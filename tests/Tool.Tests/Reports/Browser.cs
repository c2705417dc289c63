using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DepthCompress.Tool.Tests;

/// <summary>A browser without a window, driven by the protocol of its developer tools.</summary>
public sealed class Browser : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo profile = Directory.CreateTempSubdirectory("depthcompress-browser-");
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource late = new(Patience);
    private Process? process;
    private string session = "";
    private int number;

    /// <summary>What the page did that it should not: errors, words on the console, requests.</summary>
    internal List<string> Complaints { get; } = [];

    /// <summary>Starts it, where there is one; a page is open then.</summary>
    public async Task InitializeAsync()
    {
        if (BrowserProgram.Path is not { } program)
        {
            return;
        }

        process = Process.Start(new ProcessStartInfo(program,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
            "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await socket.ConnectAsync(new Uri(await AddressAsync()), late.Token);
        var target = await AskAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await AskAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        session = attached["sessionId"]!.GetValue<string>();
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await AskAsync($"{domain}.enable");
        }
    }

    /// <summary>Opens a file as somebody sees it who likes light or dark, in a window of that width.</summary>
    internal async Task OpenAsync(string file, bool isDark, int width)
    {
        late.CancelAfter(Patience);
        await AskAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
        await AskAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = 900,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = false,
        });

        // What an earlier page kept must not decide about this one.
        await AskForAsync("(function () { try { localStorage.clear(); } catch (e) { } return 'forgotten'; })()");
        Complaints.Clear();
        await AskAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
        while (await AskForAsync("document.readyState + location.protocol") is not "completefile:")
        {
            await Task.Delay(50, late.Token);
        }
    }

    /// <summary>What an expression of the page's language comes to.</summary>
    internal async Task<string> AskForAsync(string expression)
    {
        var answer = await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        return answer["result"]?["value"]?.ToString() ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await DeleteProfileAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        late.Dispose();
    }

    /// <summary>Its last processes may still write.</summary>
    private async Task DeleteProfileAsync()
    {
        for (var attempt = 0; attempt < 20 && Directory.Exists(profile.FullName); attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task<string> AddressAsync()
    {
        const string Sign = "DevTools listening on ";
        while (await process!.StandardError.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith(Sign, StringComparison.Ordinal))
            {
                // What it says later must be read, or it stands still once the pipe is full.
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return line[Sign.Length..].Trim();
            }
        }

        throw new InvalidOperationException("the browser did not start");
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject? parameters = null)
    {
        var id = ++number;
        var question = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session.Length > 0)
        {
            question["sessionId"] = session;
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(question.ToJsonString()), WebSocketMessageType.Text, true, late.Token);
        while (true)
        {
            var message = await ReceiveAsync();
            if (message["id"]?.GetValue<int>() == id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message["error"]?.ToJsonString()}");
            }

            Note(message);
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var part = new byte[1 << 16];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(part, late.Token);
            whole.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }

    private void Note(JsonNode message)
    {
        var parameters = message["params"];
        var complaint = message["method"]?.GetValue<string>() switch
        {
            "Runtime.exceptionThrown" => parameters!["exceptionDetails"]!.ToJsonString(),
            "Runtime.consoleAPICalled" => parameters!["args"]!.ToJsonString(),
            "Log.entryAdded" => parameters!["entry"]!["text"]!.GetValue<string>(),
            "Network.requestWillBeSent" => Foreign(parameters!["request"]!["url"]!.GetValue<string>()),
            _ => null,
        };
        if (complaint is not null)
        {
            Complaints.Add(complaint);
        }
    }

    private static string? Foreign(string url) => url.StartsWith("file:", StringComparison.Ordinal) ? null : $"request of {url}";
}
