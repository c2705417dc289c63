using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool.Tests.Turns;

/// <summary>Which part of a machine each worker has.</summary>
public sealed class WorkerPlaceTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 64)]
    [InlineData(8, 8)]
    [InlineData(5, 192)]
    public void SharesOfCoresHaveNoneInCommonAndLeaveNoneOut(int workers, int count)
    {
        ImmutableArray<int> cores = [.. Enumerable.Range(4, count)];
        var places = WorkerPlace.Divide(workers, cores, count, []);
        Assert.Equal(workers, places.Length);
        Assert.Equal(cores, places.SelectMany(place => place.Cores));
        Assert.InRange(places.Max(place => place.Cores.Length) - places.Min(place => place.Cores.Length), 0, 1);
        Assert.All(places, place => Assert.Equal(count / workers, place.Threads));
    }

    [Fact]
    public void MoreWorkersThanCoresShareThem()
    {
        var places = WorkerPlace.Divide(5, [0, 1], 2, []);
        Assert.Equal([0, 1, 0, 1, 0], places.Select(place => Assert.Single(place.Cores)));
        Assert.All(places, place => Assert.Equal(1, place.Threads));
    }

    [Fact]
    public void AContainerThatMayUseHalfOfItsCoresGetsHalfOfTheThreads() =>
        Assert.All(WorkerPlace.Divide(2, [.. Enumerable.Range(0, 16)], 8, []), place => Assert.Equal((8, 4), (place.Cores.Length, place.Threads)));

    [Fact]
    public void OneWorkerIsNotBound() => Assert.Empty(Assert.Single(WorkerPlace.Divide(1, [0, 1, 2], 3, [])).Cores);

    [Fact]
    public void WorkersSeeOneGraphicsProcessorEachAndStartAsManyThreadsAsTheyHaveCores()
    {
        var places = WorkerPlace.Divide(3, [.. Enumerable.Range(0, 12)], 12, ["0", "GPU-7f"]);
        Assert.Equal(["0", "GPU-7f", "0"], places.Select(place => Of(place, "CUDA_VISIBLE_DEVICES")));
        Assert.All((string[])["DOTNET_PROCESSOR_COUNT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"],
            name => Assert.Equal("4", Of(places[0], name)));
        Assert.Null(Of(WorkerPlace.Divide(2, [0, 1], 2, [])[0], "CUDA_VISIBLE_DEVICES"));
        Assert.Equal("", Of(WorkerPlace.Divide(2, [0, 1], 2, [""])[0], "CUDA_VISIBLE_DEVICES"));
    }

    [Fact]
    public void DevicesAreThoseThatWereNamedOrThoseThatAreFound()
    {
        var four = new Surroundings { TrainingGraphics = () => 4, VisibleGraphics = "4,5,GPU-a,7" };
        Assert.Equal(["5", "GPU-a", ""], WorkerCrew.Graphics([1, 2, null], findsThem: true, four).AsEnumerable());
        Assert.Equal(["4", "5", "GPU-a", "7"], WorkerCrew.Graphics([], findsThem: true, four).AsEnumerable());
        Assert.Equal(["0", "1"], WorkerCrew.Graphics([], findsThem: true, four with { TrainingGraphics = () => 2, VisibleGraphics = null }).AsEnumerable());
        Assert.Empty(WorkerCrew.Graphics([], findsThem: false, four));
        Assert.Equal([""], WorkerCrew.Graphics([null], findsThem: true, four with { TrainingGraphics = () => throw new InvalidOperationException() }).AsEnumerable());
        var missing = Assert.Throws<DiagnosticException>(() => WorkerCrew.Graphics([0, 4], findsThem: true, four));
        Assert.Equal("there is no device 'cuda:4' for a worker: GPUs that can be trained on are cuda:0 to cuda:3", missing.Message);
        Assert.Equal("DC4386", missing.Diagnostic.Descriptor.Code);
    }

    [Theory]
    [InlineData("cuda:0,cuda:3", 2)]
    [InlineData("cpu, cuda:1", 2)]
    [InlineData("cpu", 1)]
    public void ThereIsAWorkerForEachNamedDevice(string devices, int workers) =>
        Assert.Equal(workers, (new Settings() with { Importance = new() { WorkerDevices = devices } }).Workers());

    [Theory]
    [InlineData("")]
    [InlineData("gpu0")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    public void ADeviceThatMeansNothingIsRefused(string devices) => Assert.Equal("DC2102", Assert.Throws<DiagnosticException>(
        () => (new Settings() with { Importance = new() { WorkerDevices = devices } }).Workers()).Diagnostic.Descriptor.Code);

    [Fact]
    public void ListsOfCoresAreReadAsTheSystemWritesThem() => Assert.Equal([0, 1, 2, 3, 8, 10, 11], CoreAffinity.Parse("0-3,8,10-11\n").AsEnumerable());

    [Fact]
    public void ThreadsOfOneCoreLieBesideEachOther() =>
        Assert.Equal([0, 4, 2, 6, 1, 5, 3, 7], CoreAffinity.Ordered(Enumerable.Range(0, 8), core => (core % 2, core % 4)).AsEnumerable());

    [Fact]
    public void AProcessHasTheCoresOfTheThreadThatStartsIt()
    {
        if (CoreAffinity.Available is not [.., var last])
        {
            return;
        }

        var start = new ProcessStartInfo("grep", ["Cpus_allowed_list", "/proc/self/status"]) { RedirectStandardOutput = true };
        using var process = CoreAffinity.Within([last], () => Process.Start(start)!);
        Assert.Equal($"Cpus_allowed_list:\t{last}\n", process.StandardOutput.ReadToEnd());
        Assert.Throws<InvalidOperationException>(() => CoreAffinity.Within<int>([last], () => throw new InvalidOperationException()));
    }

    private static string? Of(WorkerPlace place, string name) =>
        place.Environment.Where(entry => entry.Name == name).Select(entry => entry.Value).SingleOrDefault();
}
