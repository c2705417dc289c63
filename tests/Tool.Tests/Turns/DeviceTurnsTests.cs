namespace DepthCompress.Tool.Tests.Turns;

/// <summary>Trainings and measurements on one device: never at once, and nobody waits forever.</summary>
public sealed class DeviceTurnsTests : IDisposable
{
    private const string Gpu = "cuda-0";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly CommandLine line = new();
    private readonly CancellationTokenSource late = new(Longest);
    private readonly List<string> told = [];

    public DeviceTurnsTests()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        Assert.Null(TurnFolder.Make(Folder));
    }

    private string Folder => line["turns"];

    private DeviceTurns Turns => new(Folder, told.Add);

    [Fact]
    public async Task ATrainingStandsStillWhileSomebodyMeasures()
    {
        var training = Turns.ShareOf([DeviceName.Processor]);
        var (isTraining, steps, measured) = (true, 0, 0);
        using var stay = training.Enter(late.Token);
        Assert.False(training.IsDue);
        var measurement = Task.Run(() =>
        {
            using (Turns.Measure(DeviceName.Processor, late.Token))
            {
                Assert.False(Volatile.Read(ref isTraining));
                Interlocked.Increment(ref measured);
            }
        });
        while (Volatile.Read(ref measured) == 0)
        {
            if (training.IsDue)
            {
                Volatile.Write(ref isTraining, false);
                training.Wait(late.Token);
                Volatile.Write(ref isTraining, true);
            }

            steps++;
            late.Token.ThrowIfCancellationRequested();
        }

        await measurement.WaitAsync(Longest);
        Assert.True(steps > 0);
    }

    [Fact]
    public async Task NobodyWaitsForeverHoweverManyThereAre()
    {
        var (working, measuring) = (0, 0);
        Task[] trainings = [.. Enumerable.Range(0, 4).Select(_ => Start(() =>
        {
            var share = Turns.ShareOf([DeviceName.Processor]);
            using var stay = share.Enter(late.Token);
            for (var step = 0; step < 40; step++)
            {
                Interlocked.Increment(ref working);
                Assert.Equal(0, Volatile.Read(ref measuring));
                Thread.Sleep(5);
                Interlocked.Decrement(ref working);
                share.GiveWay(late.Token);
            }
        }))];
        Task[] measurements = [.. Enumerable.Range(0, 2).Select(_ => Start(() =>
        {
            for (var turn = 0; turn < 3; turn++)
            {
                using var alone = Turns.Measure(DeviceName.Processor, late.Token);
                Assert.Equal((1, 0), (Interlocked.Increment(ref measuring), Volatile.Read(ref working)));
                Interlocked.Decrement(ref measuring);
            }
        }))];
        await Task.WhenAll([.. trainings, .. measurements]).WaitAsync(Longest);
    }

    [Fact]
    public void WhoHoldsItsPartTwiceLetsGoOfAllOfIt()
    {
        var share = Turns.ShareOf([DeviceName.Processor]);
        using var outer = share.Enter(late.Token);
        using var inner = share.Enter(late.Token);
        var measurement = Start(() => Turns.Measure(DeviceName.Processor, late.Token).Dispose());
        while (!measurement.IsCompleted)
        {
            share.GiveWay(late.Token);
        }

        Assert.True(measurement.IsCompletedSuccessfully);
    }

    [Fact]
    public void OtherDevicesGoOn()
    {
        using var here = Turns.ShareOf(["cuda-1", DeviceName.Processor]).Enter(late.Token);
        using (Turns.Measure(Gpu, late.Token))
        {
            Assert.True(Turns.IsWanted([Gpu, DeviceName.Processor]));
            Assert.False(Turns.IsWanted(["cuda-1", DeviceName.Processor]));
            Assert.True(IsBusy(() => Turns.Measure(DeviceName.Processor, Soon()).Dispose()));
        }

        // Who trains on a graphics processor has its images prepared by the processor.
        Assert.True(IsBusy(() => Turns.Measure(DeviceName.Processor, Soon()).Dispose()));
        Assert.True(IsBusy(() => Turns.Measure("cuda-1", Soon()).Dispose()));
        Turns.Measure(Gpu, late.Token).Dispose();
    }

    [Fact]
    public void AMeasurementThatGivesUpHoldsNothing()
    {
        using (Turns.ShareOf([DeviceName.Processor]).Enter(late.Token))
        {
            Assert.True(IsBusy(() => Turns.Measure(DeviceName.Processor, Soon()).Dispose()));
            Assert.False(Turns.IsWanted([DeviceName.Processor]));
        }

        Turns.Measure(DeviceName.Processor, late.Token).Dispose();
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AProcessWaitsForThoseThatTrainAndLetsGoWhenItIsKilled()
    {
        string[] bench = ["bench", line["model.onnx"], "--measure-seconds", "0.2"];
        var share = Turns.ShareOf([DeviceName.Processor]);
        var stay = share.Enter(late.Token);
        using (var killed = ToolProcess.Start(bench, turns: Folder))
        {
            Await(() => share.IsDue);
            killed.Kill();
        }

        Await(() => !Turns.IsWanted([DeviceName.Processor]));
        using var waiting = ToolProcess.Start(bench, turns: Folder);
        Await(() => share.IsDue);
        Assert.False(waiting.EndsWithin(TimeSpan.FromSeconds(1.5)));
        stay.Dispose();
        Assert.Equal(ExitCode.Done, waiting.Wait());
        Assert.Contains("waiting for trainings on cpu to pause", waiting.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public async Task RowsAreFoundWhileNobodyMeasures()
    {
        await using var error = new StringWriter();
        var session = new Session(TextWriter.Null, TextWriter.Synchronized(error), new Surroundings { TurnFolder = Folder });
        var settings = new Settings { Tables = line["t.db"], CalibrationCount = 8, RefitCount = 8, SelectionCount = 8, Metric = "fit-error", Kernels = [3] }
            .Over(Settings.Defaults);
        using var workflow = new Workflow(line["model.onnx"], settings, session);
        var source = workflow.ImportanceOf(workflow.ImportanceRequest);
        ImmutableArray<Passes.Planning.Candidate> some = source.Pieces(workflow.Candidates)[0];
        var measurement = Turns.Measure(DeviceName.Processor, late.Token);
        var work = Start(() => source.Run(some));
        Await(() => error.ToString().Contains("the work stands still while a latency is measured on cpu", StringComparison.Ordinal));
        Assert.DoesNotContain(some, candidate => source.Find(candidate) is not null);
        measurement.Dispose();
        await work.WaitAsync(Longest);
        Assert.All(some, candidate => Assert.NotNull(source.Find(candidate)));
    }

    [Fact]
    public void AFolderThatCannotBeUsedIsSaid()
    {
        var file = line.Write("file", []);
        using var error = new StringWriter();
        var session = new Session(TextWriter.Null, error, new Surroundings { TurnFolder = Path.Combine(file, "turns") });
        Assert.False(session.Turns.IsKept);
        session.TellDiagnostics();
        Assert.Contains("DC4385", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ProcessesAgreeOnNames()
    {
        Assert.Equal("cuda-GPU-a", DeviceName.Graphics(1, "3, GPU-a"));
        Assert.Equal("cuda-0", DeviceName.Graphics(0, null));
        Assert.Equal(["cuda-3", "cpu"], DeviceName.OfTraining(GraphIR.TrainingDevice.Auto, 1, "3").AsEnumerable());
        Assert.Equal(["cpu"], DeviceName.OfTraining(GraphIR.TrainingDevice.Auto, 0, "3").AsEnumerable());
        Assert.Equal(["cpu"], DeviceName.OfTraining(GraphIR.TrainingDevice.Cpu, 2, null).AsEnumerable());
        Assert.Null(TurnFolder.Named("none"));
        Assert.Equal("/x", TurnFolder.Named("/x"));
        Assert.NotNull(TurnFolder.Named(""));
    }

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromMilliseconds(60)).Token;

    private static bool IsBusy(Action work)
    {
        try
        {
            work();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void Await(Func<bool> holds)
    {
        while (!holds())
        {
            late.Token.ThrowIfCancellationRequested();
            Thread.Sleep(20);
        }
    }

    public void Dispose()
    {
        line.Dispose();
        late.Dispose();
    }
}
