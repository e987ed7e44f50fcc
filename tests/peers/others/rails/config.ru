# The measured service on Rails: an API-only application in one file, on puma.
# PORT=8092 STORE=1 puma -C puma.rb config.ru
require "bundler/setup" if File.exist?("Gemfile.lock")
require "rails"
require "active_model/railtie"
require "action_controller/railtie"
require "active_record/railtie" if ENV["STORE"]

class Peer < Rails::Application
  config.load_defaults 6.1
  config.api_only = true
  config.eager_load = true
  config.consider_all_requests_local = false
  config.log_level = :error
  config.logger = Logger.new($stderr, level: Logger::ERROR)
  config.secret_key_base = "only for measuring, and nowhere else: 0123456789012345678901234567890123456789"
  config.hosts.clear
  # Without a cache in front and no proxy, as the others are.
  config.middleware.delete Rack::Sendfile
  config.middleware.delete ActionDispatch::Static
end

if ENV["STORE"]
  ENV["DATABASE_URL"] = "sqlite3:#{Dir.pwd}/peer.sqlite?timeout=5000"
end
Peer.initialize!

ITEMS = Array.new(10_000) do |id|
  { id: id, symbol: "ACME", quantity: 100 + id, price: format("%.4f", (1_012_500 + id) / 10_000.0),
    note: "placed by the measuring program", placed_at: Time.now.utc }
end

class ItemsController < ActionController::API
  def plaintext = render(plain: "Hello, World!")

  def greeting = render(json: { message: "Hello, World!" })

  def show
    item = ITEMS[Integer(params[:id])]
    item ? render(json: item) : render(json: { title: "Not found", status: 404 }, status: :not_found)
  end

  def create
    draft = Draft.new(params.permit(:id, :symbol, :quantity, :price, :note))
    if draft.valid?
      render json: draft.attributes.merge(placed_at: Time.now.utc), status: :created
    else
      render json: { title: "Invalid fields", status: 422, fields: draft.errors }, status: :unprocessable_entity
    end
  end
end

class Draft
  include ActiveModel::Model
  include ActiveModel::Attributes
  attribute :id, :integer
  attribute :symbol, :string
  attribute :quantity, :integer
  attribute :price, :decimal
  attribute :note, :string
  validates :symbol, length: { in: 1..8 }
  validates :quantity, numericality: { only_integer: true, greater_than_or_equal_to: 1 }
end

if ENV["STORE"]
  connection = ActiveRecord::Base.connection
  connection.execute("pragma journal_mode = wal")
  connection.execute("pragma synchronous = normal")
  columns = "symbol text not null, quantity integer not null, text text not null"
  connection.execute("create table if not exists rows (id integer primary key, #{columns})")
  connection.execute("create table if not exists notes (id text primary key, #{columns}) without rowid")

  class Row < ActiveRecord::Base
  end

  class Note < ActiveRecord::Base
    validates :symbol, length: { in: 1..8 }
    validates :quantity, numericality: { only_integer: true, greater_than_or_equal_to: 1 }
  end

  rows = Array.new(10_000) { |id| { id: id, symbol: "ACME", quantity: 100 + id, text: "placed by the measuring program" } }
  Row.insert_all(rows) unless Row.exists?

  class RowsController < ActionController::API
    def show
      row = Row.find_by(id: params[:id])
      row ? render(json: row) : render(json: { title: "Not found", status: 404 }, status: :not_found)
    end
  end

  class NotesController < ActionController::API
    def create
      note = Note.new(params.permit(:symbol, :quantity, :text).merge(id: SecureRandom.uuid))
      if note.save
        render json: note, status: :created
      else
        render json: { title: "Invalid fields", status: 422, fields: note.errors }, status: :unprocessable_entity
      end
    end
  end
end

Peer.routes.draw do
  get "/plaintext", to: "items#plaintext"
  get "/json", to: "items#greeting"
  get "/items/:id", to: "items#show"
  post "/items", to: "items#create"
  if ENV["STORE"]
    get "/rows/:id", to: "rows#show"
    post "/notes", to: "notes#create"
  end
end

run Peer
