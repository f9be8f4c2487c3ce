import ArgumentParser

@main struct Moonwatch: ParsableCommand { func run() {} }
