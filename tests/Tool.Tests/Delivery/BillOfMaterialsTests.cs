using System.IO.Compression;
using System.Text.Json;

namespace DepthCompress.Tool.Tests.Delivery;

/// <summary>Every package says what it is made of, in CycloneDX.</summary>
public sealed class BillOfMaterialsTests
{
    [NeedsFact(Need.Packages)]
    public void APackageListsWhatIsLockedAndWhatIsFetched()
    {
        foreach (var (package, name) in new[] { ("DepthCompress.Tool.linux*.nupkg", "DepthCompress.Tool"), ("DepthCompress.MSBuild.*.nupkg", "DepthCompress.MSBuild") })
        {
            using var bill = Read(Assert.Single(Directory.GetFiles(CleanMachine.Packages, package)));
            var root = bill.RootElement;
            Assert.Equal(("CycloneDX", "1.6"), (root.GetProperty("bomFormat").GetString(), root.GetProperty("specVersion").GetString()));
            var made = root.GetProperty("metadata").GetProperty("component");
            Assert.Equal((name, ToolVersion.Text), (made.GetProperty("name").GetString(), made.GetProperty("version").GetString()));

            var parts = root.GetProperty("components").EnumerateArray().ToDictionary(part => part.GetProperty("purl").GetString()!);
            Assert.Empty(Locked().Except(parts.Keys));
            var native = parts.Values.Where(part => part.GetProperty("purl").GetString()!.StartsWith("pkg:npm/", StringComparison.Ordinal)).ToArray();
            Assert.Equal(["com.github.asus4.onnxruntime", "onnxruntime-node"], native.Select(part => part.GetProperty("name").GetString()));
            Assert.All(native, part => Assert.Matches("^[0-9a-f]{64}$", part.GetProperty("hashes")[0].GetProperty("content").GetString()));
        }
    }

    [Fact]
    public void EveryArchiveThatIsFetchedHasAChecksum()
    {
        var script = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "build.sh"));
        Assert.DoesNotContain(script, line => line.Contains("curl", StringComparison.Ordinal) || line.Contains("wget", StringComparison.Ordinal));
        var fetches = script.Where(line => line.TrimStart().StartsWith("fetch_npm ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(fetches);
        Assert.All(fetches, line => Assert.Matches(@"fetch_npm ""?\S+ ""?\S+ (""\$(digest|\w+_sha256)""|[0-9a-f]{64}) ""\$\w+""", line));
        Assert.Matches(@"(?s)npm_packages\(\) \{.*[0-9a-f]{64}.*[0-9a-f]{64}.*?\n\}", string.Join('\n', script));
    }

    /// <summary>What the lock file of the program names, as package URLs.</summary>
    private static IEnumerable<string> Locked()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Tool", "packages.lock.json")));
        return [.. file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .Select(package => $"pkg:nuget/{package.Name}@{package.Value.GetProperty("resolved").GetString()}")];
    }

    private static JsonDocument Read(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var stream = archive.GetEntry("sbom.cdx.json")!.Open();
        return JsonDocument.Parse(stream);
    }
}
