using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Runtime.Tests;

/// <summary>Tables on disk: complete, durable, shared, and refused in words where they cannot be used.</summary>
public sealed class TableStoreTests : IDisposable
{
    private static readonly MachineIdentity Machine = new("CPU \"X\" 'Y'; --", "cpu", "ONNX Runtime 1.29.0", 2, "all");
    private readonly DataFolder folder = new();

    private string File => folder["tables.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void LatenciesComeBackAsTheyWere()
    {
        var row = new LatencyRow(
            new LatencyKey("abc", Machine),
            "fit 3x3 a .. b",
            new LatencyEstimate(1.0 / 3, 0.001, 0.3, 0.0005, [0.3, 0.4], NoiseVerdict.Noisy),
            new DateTimeOffset(2026, 3, 4, 5, 6, 7, 891, TimeSpan.FromHours(2)));
        using (var store = TableStore.Open(File))
        {
            store.Save(row);
        }

        using var again = TableStore.Open(File);
        var found = again.Find(row.Key)!;

        Assert.Equal(row with { Estimate = found.Estimate }, found);
        Assert.Equal((row.Estimate.Median, 0.001, 0.3, 0.0005),
            (found.Estimate.Median, found.Estimate.HalfWidth, found.Estimate.P10, found.Estimate.P10HalfWidth));
        Assert.Equal(NoiseVerdict.Noisy, found.Estimate.Noise);
        Assert.Empty(found.Estimate.Samples);
    }

    [Theory]
    [InlineData(-0.125, 0.5, null)]
    [InlineData(0, null, "the result is not a number")]
    public void ImportancesComeBackAsTheyWere(double change, double? error, string? failure)
    {
        var row = new ImportanceRow(
            new ImportanceKey("m", "fit 3x3 a .. ü", "kl", "d"), change, error, 1.5, DateTimeOffset.UtcNow, failure);
        using (var store = TableStore.Open(File))
        {
            store.Save(row);
        }

        using var again = TableStore.Open(File);

        Assert.Equal(row, again.Find(row.Key));
    }

    [Theory]
    [InlineData(30, 1, false, null)]
    [InlineData(15, 2, true, "the loss of step 3 is NaN; tried again with half the learning rate")]
    public void HowARowWasTrainedComesBack(long steps, int attempts, bool stoppedEarly, string? retried)
    {
        var row = new ImportanceRow(new ImportanceKey("m", "c", "accuracy", "d"), -0.25, null, 1.5, DateTimeOffset.UtcNow)
        {
            Training = new RowTraining(steps, attempts, stoppedEarly, retried),
        };
        using (var store = TableStore.Open(File))
        {
            store.Save(row);
        }

        using var again = TableStore.Open(File);

        Assert.Equal(row, again.Find(row.Key));
    }

    [Fact]
    public void EveryPartOfAKeyCounts()
    {
        using var store = TableStore.Open(File);
        var key = new LatencyKey("abc", Machine);
        store.Save(Latency(key, 1));
        var row = new ImportanceRow(new ImportanceKey("m", "c", "q", "d"), -1, null, 0, DateTimeOffset.UnixEpoch);
        store.Save(row);

        Assert.NotNull(store.Find(key));
        Assert.All(
            new[]
            {
                key with { Signature = "abd" }, key with { Machine = Machine with { Device = "other" } },
                    key with { Machine = Machine with { Provider = "cuda" } },
                key with { Machine = Machine with { Engine = "ONNX Runtime 1.30.0" } }, key with { Machine = Machine with { Threads = 1 } },
                key with { Machine = Machine with { OptimizationLevel = "basic" } },
            },
            other => Assert.Null(store.Find(other)));
        Assert.All(
            new[] { row.Key with { Model = "n" }, row.Key with { Candidate = "x" }, row.Key with { Metric = "x" },
                row.Key with { Data = "x" } },
            other => Assert.Null(store.Find(other)));
    }

    [Fact]
    public void ARowReplacesTheOneOfItsKey()
    {
        using var store = TableStore.Open(File);
        var key = new LatencyKey("abc", Machine);
        store.Save(Latency(key, 1));
        store.Save(Latency(key, 2));

        Assert.Equal(2, store.Find(key)!.Estimate.Median);
    }

    [Fact]
    public void FoldersAreMade()
    {
        using (TableStore.Open(folder["a/b/tables.db"]))
        {
        }

        Assert.True(System.IO.File.Exists(folder["a/b/tables.db"]));
    }

    /// <summary>A row is on disk when it is saved: another connection sees it at once, and it outlives a process that is killed.</summary>
    [Fact]
    public void SavedRowsAreSeenByOthersAtOnce()
    {
        using var one = TableStore.Open(File);
        using var two = TableStore.Open(File);
        for (var i = 0; i < 5; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (one, two) : (two, one);
            writer.Save(Latency(new LatencyKey($"s{i}", Machine), i));

            Assert.Equal(i, reader.Find(new LatencyKey($"s{i}", Machine))!.Estimate.Median);
        }

        foreach (var path in Directory.GetFiles(folder.Path))
        {
            System.IO.File.Copy(path, path.Replace("tables.db", "copy.db", StringComparison.Ordinal));
        }

        using var copy = TableStore.Open(folder["copy.db"]);
        Assert.Equal(4, copy.Find(new LatencyKey("s4", Machine))!.Estimate.Median);
    }

    [Fact]
    public void WritersOfSeveralThreadsLoseNothing()
    {
        const int Writers = 4;
        const int Rows = 15;
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            using var store = TableStore.Open(File);
            for (var row = 0; row < Rows; row++)
            {
                store.Save(Latency(new LatencyKey($"{writer}-{row}", Machine), row));
                store.Save(new ImportanceRow(new ImportanceKey("m", $"{writer}-{row}", "q", "d"), -row, null, 0, DateTimeOffset.UnixEpoch));
            }
        });

        using var all = TableStore.Open(File);
        Assert.All(Enumerable.Range(0, Writers * Rows), i =>
        {
            Assert.Equal(i % Rows, all.Find(new LatencyKey($"{i / Rows}-{i % Rows}", Machine))!.Estimate.Median);
            Assert.Equal(-(i % Rows), all.Find(new ImportanceKey("m", $"{i / Rows}-{i % Rows}", "q", "d"))!.Change);
        });
    }

    [Fact]
    public void WhatIsNoTableFileIsRefused()
    {
        folder.Write("tables.db", [.. Enumerable.Repeat((byte)'x', 5000)]);

        Refused("DC2501", "the tables cannot be read: it is not a table file, or it is damaged");
    }

    [Fact]
    public void ADamagedFileIsRefusedOpeningOrReading()
    {
        using (var store = TableStore.Open(File))
        {
            for (var i = 0; i < 200; i++)
            {
                store.Save(Latency(new LatencyKey($"s{i}", Machine), i));
            }
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096);
        System.IO.File.WriteAllBytes(File, bytes);

        var error = Assert.Throws<DiagnosticException>(() =>
        {
            using var store = TableStore.Open(File);
            store.Find(new LatencyKey("s100", Machine));
        });

        Assert.Equal("DC2501", error.Diagnostic.Descriptor.Code);
        Assert.Equal(File, error.Diagnostic.File);
    }

    [Fact]
    public void AFolderIsNoFile()
    {
        Directory.CreateDirectory(File);

        Assert.Equal("DC2502", Assert.Throws<DiagnosticException>(() => TableStore.Open(File)).Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void AFileIsNoFolder()
    {
        folder.Write("plain", [1]);

        Assert.Equal("DC2502", Assert.Throws<DiagnosticException>(() => TableStore.Open(folder["plain/tables.db"]))
            .Diagnostic.Descriptor.Code);
    }

    [Fact]
    public void ANewerFormatIsRefused()
    {
        using (TableStore.Open(File))
        {
        }

        // The user version of an SQLite file stands at byte 60, most significant byte first.
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[63] = 99;
        System.IO.File.WriteAllBytes(File, bytes);

        Refused("DC2501", "the tables cannot be read: it has format 99, this version knows 1");
    }

    private static LatencyRow Latency(LatencyKey key, double milliseconds) =>
        new(key, "", new LatencyEstimate(milliseconds, 0, milliseconds, 0, [], NoiseVerdict.Quiet), DateTimeOffset.UnixEpoch);

    private void Refused(string code, string message)
    {
        var error = Assert.Throws<DiagnosticException>(() => TableStore.Open(File));
        Assert.Equal((code, message, File), (error.Diagnostic.Descriptor.Code, error.Message, error.Diagnostic.File));
    }
}
