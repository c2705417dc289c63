using System.Text.Json;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// The published methods against the results of their released programs: every case of the golden files that concerns planning, whatever
/// cases a folder of that format holds.
/// </summary>
public sealed partial class MethodGoldenTests
{
    private const double ObjectiveTolerance = 1e-6;
    private const double TableTolerance = 1e-9;

    private static JsonElement Read(string file)
    {
        using var stream = File.OpenRead(SharedFolder.GoldenFile(file));
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
