using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>The service sample, built with the packed library and asked over HTTP.</summary>
public sealed class ServiceSampleTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private readonly CleanMachine machine = new();
    private readonly HttpClient client = new() { Timeout = Longest };
    private Process? service;

    [NeedsFact(Need.Packages)]
    public async Task AnUploadedModelIsCompressedInTheBackground()
    {
        machine.Copy("samples/service");
        Assert.True(machine.Run("dotnet", "build", "samples/service", "-nodeReuse:false") == 0, machine.Output);
        Start();
        var model = OnnxWriter.ToBytes(new Model(TinyNetworks.Residual, new OnnxShell()));

        var broken = await Post([1, 2, 3]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.StatusCode);
        var problem = await Read(broken);
        Assert.StartsWith("DC1", problem.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", problem.GetProperty("remedy").GetString());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Post(new byte[2_000_000])).StatusCode);

        var accepted = await Post(model);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var place = accepted.Headers.Location!.OriginalString;
        var second = (await Post(model)).Headers.Location!.OriginalString;
        Assert.Equal(HttpStatusCode.Conflict, (await client.GetAsync($"{second}/result")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(second)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(second)).StatusCode);

        var status = await Finished(place);
        Assert.Equal("finished", status.GetProperty("state").GetString());
        Assert.True(status.GetProperty("result").GetProperty("speedup").GetDouble() > 0);
        var result = await client.GetByteArrayAsync($"{place}/result");
        Assert.Equal("input", OnnxReader.Read(result, new DiagnosticSink()).Graph.Inputs[0].Hint);

        // Engines that die are a job that failed, and the service serves on.
        place = (await Post(model)).Headers.Location!.OriginalString;
        status = await Finished(place, () => ChildProcesses.TryKill(service!));
        Assert.Equal(("failed", "DC4320"), (status.GetProperty("state").GetString(), status.GetProperty("code").GetString()));
        Assert.False(service!.HasExited);
        status = await Finished((await Post(model)).Headers.Location!.OriginalString);
        Assert.Equal("finished", status.GetProperty("state").GetString());
    }

    public void Dispose()
    {
        if (service is { HasExited: false })
        {
            service.Kill(entireProcessTree: true);
            service.WaitForExit();
        }

        service?.Dispose();
        client.Dispose();
        machine.Dispose();
    }

    private void Start()
    {
        service = machine.Start("dotnet", "samples/service/bin/Debug/net10.0/service.dll", "--urls", "http://127.0.0.1:0", "--Compression:MostBytes=1000000",
            "--Compression:Options:Speedup=1.05", "--Compression:Options:MeasureSeconds=0.05", "--Compression:Options:CalibrationCount=20",
            "--Compression:Options:RefitCount=20", "--Compression:Options:SelectionCount=20", "--Compression:Options:LongestSegment=3",
            "--Compression:Options:Data=synthetic:shapes10?size=16&count=60", "--Compression:Options:Preprocess=mean=128;std=64");
        const string Listening = "Now listening on: ";
        string? line;
        while ((line = service.StandardOutput.ReadLine()) is not null && !line.Contains(Listening, StringComparison.Ordinal))
        {
        }

        Assert.True(line is not null, service.HasExited ? service.StandardError.ReadToEnd() : "the service does not say where it listens");
        client.BaseAddress = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
    }

    private async Task<HttpResponseMessage> Post(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        return await client.PostAsync("/models", content);
    }

    private async Task<JsonElement> Finished(string place, Func<int>? meanwhile = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = await client.GetFromJsonAsync<JsonElement>(place);
            if (status.GetProperty("state").GetString() is not ("waiting" or "running"))
            {
                return status;
            }

            Assert.True(clock.Elapsed < Longest, $"{status}");
            for (var look = 0; look < 40; look++)
            {
                meanwhile?.Invoke();
                await Task.Delay(5);
            }
        }
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();
}
